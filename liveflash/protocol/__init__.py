"""What the official client defines: frames, payloads, diffs and JS commands."""
