"""Keys of Ethereum nodes and accounts: recognise them, derive what is public of them, make new ones."""
