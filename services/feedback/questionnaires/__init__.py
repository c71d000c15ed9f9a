"""What is asked: questionnaires as data, in versions that never change once they have been used."""
