"""Read files of ads, score them, keep the AI ads: one file, a folder of archives, a snapshot of job boards."""
