"""What carries requests' messages: Antiphon's client engine in the place of urllib3's connections."""
