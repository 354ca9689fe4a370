"""What liveflash costs, measured beside its peers."""
