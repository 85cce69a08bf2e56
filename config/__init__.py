"""Where everything is joined: settings, addresses, processes.

Nothing is imported here: config.bootstrap runs before Django is installed.
"""
