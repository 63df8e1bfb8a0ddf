"""What runs weights, or stands in for that: local checkpoints, a script of replies."""
