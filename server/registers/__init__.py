"""Excel in and out: an office fills its registers from the sheets it already has."""
