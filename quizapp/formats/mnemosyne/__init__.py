"""Mnemosyne's files: XML of version 1 and packages of version 2."""
