"""意见: what people say about the app itself, and what they are answered."""
