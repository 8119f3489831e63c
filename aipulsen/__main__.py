"""`python -m aipulsen …`: the second face."""

from aipulsen.cli import main

if __name__ == "__main__":
    main()
