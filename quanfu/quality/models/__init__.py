from .evaluation import Evaluation
from .improvement import Improvement, Notice, Source
from .sample import Sample

__all__ = ["Evaluation", "Improvement", "Notice", "Sample", "Source"]
