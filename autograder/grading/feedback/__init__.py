"""What a learner reads about a failed check, made from the recorded calls."""
