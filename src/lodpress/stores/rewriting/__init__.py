"""What each kind of store makes of the terms that it is sent."""
