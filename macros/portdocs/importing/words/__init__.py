"""The words by which a page is understood, in the languages that pages were met in; facts only, no code that reads."""
