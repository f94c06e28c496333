"""再办池: what people were not content with on other platforms is done once more here (R2-21, R2-26)."""
