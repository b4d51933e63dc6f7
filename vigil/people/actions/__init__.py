"""What changes who is who: at the door, by night, and by people."""
