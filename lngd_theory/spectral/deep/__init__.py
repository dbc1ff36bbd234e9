"""The Malignant Tail on real networks: images whose training labels carry fixed corruption, networks, features."""
