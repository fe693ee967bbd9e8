"""One module a chapter: captions, alternative texts and sentences, computed from the drawn data."""
