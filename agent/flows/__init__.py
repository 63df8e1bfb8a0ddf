"""Scripted tests: flows in Maestro's YAML, and sentences that a model carries out.

``reading`` turns a file into a ``Flow`` or an error with line, column and the lines around it;
``commands`` says what a flow can say, ``selectors`` which element it means, ``expressions`` what
``${...}`` is; ``stage`` holds what a running flow knows, ``touching``, ``asserting`` and
``settings`` perform single commands on it, and ``running`` keeps the order of things.
"""
