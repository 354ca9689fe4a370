"""Serves one page with liveflash, its peers and bare echoes, and compares."""
