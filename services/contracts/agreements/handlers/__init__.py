"""What is done with contracts: drafted, offered, signed; a module for each."""
