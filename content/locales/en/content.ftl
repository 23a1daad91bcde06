content-error-missing = The file is missing.
