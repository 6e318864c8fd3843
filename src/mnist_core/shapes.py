"""Sizes that everything here shares. Those of hidden layers belong to each network."""

H = W = 28  # pixels
D = H * W  # inputs, once a digit is unrolled
K = 10  # classes, the digits 0-9
