"""What is asked: forms know the domain, never the database."""
