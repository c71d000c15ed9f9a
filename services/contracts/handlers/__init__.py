"""What contracts does: takes requests in, and notes what becomes of them."""
