"""The small model that ships with the package: how it is drawn for, taught and tested.

``weights/`` is an ordinary Qwen3-VL checkpoint folder of a few million parameters, loaded by
``agent.models.local`` like any other. Here is how it came to be::

    python -m agent.pocket.train       draws pictures, learns, exports
    python -m agent.pocket.evaluate    lets it drive built-in phones, and counts
"""
