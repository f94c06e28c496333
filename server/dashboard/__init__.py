"""数据舱: four screens of figures for any place from a city down to a station. It reads, and never writes."""
