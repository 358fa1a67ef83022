from .adoption import Adoption
from .evaluation import Evaluation
from .improvement import Improvement, Notice, Source
from .sample import Sample

__all__ = ["Adoption", "Evaluation", "Improvement", "Notice", "Sample", "Source"]
