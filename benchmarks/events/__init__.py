"""Compare serving one page with liveflash, its peers and bare echo servers."""
