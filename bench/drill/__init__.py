"""`make drill`: sixteen faults, each tried on the whole app again and again. `python -m bench.drill NAME` tries one.

All of it on loopback, bounded in count and time. What was acknowledged must be stored, once; whoever was not answered
must learn it, with what they typed and whom to call.
"""
