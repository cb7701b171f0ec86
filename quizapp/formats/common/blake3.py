"""The hash function BLAKE3, by which other programs name cards.

Source: "BLAKE3: one function, fast everywhere" (O'Connor, Aumasson, Neves, Wilcox-O'Hearn, 2020), sections 2.1 to 2.5.
About a millisecond for a card: enough for the cards of one learner, and no further library to install.
"""

import struct

_CHUNK, _BLOCK = 1024, 64
_START, _END, _PARENT, _ROOT = 1, 2, 4, 8
_MASK = 0xFFFFFFFF
_IV = (0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19)
_PERMUTATION = (2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8)
_COLUMNS = ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15))
_DIAGONALS = ((0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14))

Words = tuple[int, ...]


def blake3(data: bytes) -> str:
    """Return the hash of bytes as 64 hexadecimal digits."""
    return struct.pack("<8I", *_node(data, 0, _ROOT)).hex()


def _node(data: bytes, counter: int, flags: int) -> Words:
    """Return the chaining value of a part of the input, which begins with the chunk of a number."""
    if len(data) <= _CHUNK:
        return _chunk(data, counter, flags)
    # The left part is the largest power of two of chunks that leaves something for the right one.
    left = _CHUNK << ((len(data) - 1) // _CHUNK).bit_length() - 1
    children = _node(data[:left], counter, 0) + _node(data[left:], counter + left // _CHUNK, 0)
    return _compress(_IV, children, 0, _BLOCK, _PARENT | flags)


def _chunk(data: bytes, counter: int, flags: int) -> Words:
    value: Words = _IV
    blocks = [data[index : index + _BLOCK] for index in range(0, len(data), _BLOCK)] or [b""]
    for index, block in enumerate(blocks):
        own = _START if index == 0 else 0
        own |= _END | flags if index == len(blocks) - 1 else 0
        words = struct.unpack("<16I", block.ljust(_BLOCK, b"\0"))
        value = _compress(value, words, counter, len(block), own)
    return value


def _compress(value: Words, words: Words, counter: int, length: int, flags: int) -> Words:
    state = [*value, *_IV[:4], counter & _MASK, counter >> 32, length, flags]
    for number in range(7):
        if number:
            words = tuple([words[index] for index in _PERMUTATION])
        for pair, places in enumerate((*_COLUMNS, *_DIAGONALS)):
            _mix(state, places, words[2 * pair], words[2 * pair + 1])
    return tuple(state[index] ^ state[index + 8] for index in range(8))


def _mix(state: list[int], places: tuple[int, int, int, int], first: int, second: int) -> None:
    """Mix two words of the message into four words of the state."""
    a, b, c, d = places
    for word, far, near in ((first, 16, 12), (second, 8, 7)):
        state[a] = (state[a] + state[b] + word) & _MASK
        turned = state[d] ^ state[a]
        state[d] = (turned >> far | turned << 32 - far) & _MASK
        state[c] = (state[c] + state[d]) & _MASK
        turned = state[b] ^ state[c]
        state[b] = (turned >> near | turned << 32 - near) & _MASK
