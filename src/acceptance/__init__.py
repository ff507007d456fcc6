"""What the platform must show as a whole: real servers, real databases, bad days."""
