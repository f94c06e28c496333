"""开通第一天: what an office does before the first resident scans, step by step, to be left and taken up again."""
