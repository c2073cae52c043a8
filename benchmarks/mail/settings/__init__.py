"""Each contender's own Django settings; the race prints what matters in them."""
