"""Make an edition: from files, from live services, made up; check it, publish it or keep the old."""
