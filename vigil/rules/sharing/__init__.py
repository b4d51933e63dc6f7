"""Who is told what, why and how soon: proposals, what each kind of partner may have, guards, routes and clocks.

A rule here proposes and a person decides. Plain Python: no Django, no clock, no chance.
"""
