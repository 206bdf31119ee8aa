"""What if the rules were others: a model, and nothing in it was measured under those rules.

``rules`` knows what a law grants, ``giving`` how people gave as far as it was published, ``model``
what follows under stated behaviour, ``scenario`` reads what somebody asks.
"""
