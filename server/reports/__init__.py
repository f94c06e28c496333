"""履职报告: drafted from the deputy's file, edited, presented, judged without names, published (R4-07, R4-19)."""
