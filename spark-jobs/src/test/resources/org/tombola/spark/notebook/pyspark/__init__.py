"""A stand-in for PySpark: what the notebook calls, with the SQL sent to the Spark of the test."""
