"""Development aids, active while DEBUG is on."""
