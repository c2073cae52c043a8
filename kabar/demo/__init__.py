"""Demo data: two invented career centres, told as lives and replayed through the real sweeps.

`places` and `names` say where and who, `words` what employers write, `stories` which lives a case
may have, `life` tells one of them, `people` and `history` write what lies long ago, `replay` lives
through the last days with the product's own services, planner and delivery; `letters` are what
students have been writing since. Everything follows from one seed and one instant.
"""
