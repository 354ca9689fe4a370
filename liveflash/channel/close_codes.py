"""Close codes of the WebSocket, after which the official client reconnects.

With 1000 the client would load the page instead of reconnecting.
"""

# For 1012, "service restart": daphne sends no codes between 1001 and 3999.
RESTART = 4012
MALFORMED = 4400
ENDED = 4401
FOREIGN = 4403
SILENT = 4408
TOO_BIG = 4413
TOO_MANY = 4429
