"""Django's usual door; the same as the `sundial` command."""

from sundial.__main__ import main

if __name__ == "__main__":
    main()
