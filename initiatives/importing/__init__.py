"""What comes in from files: the research, curators’ spreadsheets, and rows that the code brings."""
