"""What is done about sharing: deciding, clearing, sending, hearing back and chasing."""
