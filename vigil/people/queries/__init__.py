"""What pages and other apps ask of persons, households and the links between records."""
