"""One module a chapter: functions that draw tidy data on given axes."""
