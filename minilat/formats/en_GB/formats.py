"""How days and times are typed and shown at the desk: in ISO order or with the month in words, never 05/06."""

DATE_INPUT_FORMATS = ["%Y-%m-%d"]
DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
