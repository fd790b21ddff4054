"""Any history of alarms: rules that do things at random, with the real services and with pencil and paper."""
