"""CSV, TSV and other delimited tables."""
