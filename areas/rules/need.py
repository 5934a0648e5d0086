"""The need level of a municipality's areas in a year, by a recipe.

POINTS: a figure gives a point for each whole `step` it is worse than the mean, at most `most`; better than the mean
gives none. The score is the sum of points times weights. MATRIX: a figure counts as standard deviations from the mean
(worse is higher), where the deviation is the root of the mean square distance of the areas from that mean, weighted as
the mean is. The score is their mean, weighted by the recipe's weights.

Everything that decides a level is whole numbers: figures and means have four decimals, as the columns that hold them,
standard deviations too. The same figures give the same level on every machine and database.
"""
