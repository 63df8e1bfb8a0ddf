"""How each model family is spoken to: prompt, grammar, coordinate space, history."""
