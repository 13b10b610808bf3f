"""Where the certificates of trusted authorities are. ``python -m antiphon.requests.certs`` prints it."""

from certifi import where

if __name__ == "__main__":
    print(where())
